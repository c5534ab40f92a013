"""Plain data over a socket: the only thing that crosses the trust boundary.

`format` says what a frame is, `encoder` writes one, `decoder` reads one that anybody may have written,
`channel` carries them. No pickle, no Arrow.
"""

from sixfold_grader.wire.channel import Channel, Frames
from sixfold_grader.wire.decoder import decode, decode_frame
from sixfold_grader.wire.encoder import encode
from sixfold_grader.wire.format import Unsendable

__all__ = ["Channel", "Frames", "Unsendable", "decode", "decode_frame", "encode"]
