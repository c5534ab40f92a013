"""Outputs and answers that want to run in the page of whoever reads them, or to deceive them."""

from __future__ import annotations

from submissions.case import FAILED, LOST, ROAS, Book, Corpus, code, type_in
from submissions.tools import FRAMES

corpus = Corpus("display")
SHOW = "from IPython.display import display\n"


@corpus.notebook()
def html_and_javascript(book: Book) -> None:
    """Rich outputs of every type that a browser runs."""
    type_in(
        book,
        roas=code(
            SHOW,
            """
            bad = '<script>alert(1)</script><img src=x onerror=alert(1)>'
            for mime in (
                'text/html', 'image/svg+xml', 'application/javascript', 'text/markdown', 'text/latex',
                'application/vnd.jupyter.widget-view+json', 'application/vnd.bokehjs_exec.v0+json',
                'application/vnd.vegalite.v5+json', 'application/pdf',
            ):
                display({mime: bad, 'text/plain': bad}, raw=True)
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def html_as_text(book: Book) -> None:
    """Markup in printed text, on stderr, in a representation, and the end of the element around it."""
    type_in(
        book,
        roas=code(
            """
            import sys
            bad = '</pre></div></script><script>alert(1)</script><img src=x onerror=alert(1)>'
            print(bad)
            print(bad, file=sys.stderr)
            class Bad:
                __repr__ = _repr_html_ = _repr_svg_ = _repr_javascript_ = lambda self: bad
            """,
            ROAS,
            """
            Bad()
            """,
        ),
    )


@corpus.notebook(roas=FAILED)
def html_in_an_error(book: Book) -> None:
    """Markup in an exception's name and text, in a cell and when called."""
    type_in(
        book,
        roas=code(
            """
            Bad = type('<script>alert(1)</script>', (Exception,), {})
            def roas(gmv, spend):
                raise Bad('<img src=x onerror=alert(1)>')
            """,
        ),
        daily=code(
            """
            Worse = type('</pre><script>alert(2)</script>', (Exception,), {})
            def daily(ads):
                return ads.groupby('day', as_index=False)['spend'].sum()
            raise Worse('<svg onload=alert(3)>')
            """,
        ),
    )


@corpus.notebook(roas=LOST, daily=LOST)
def html_in_a_reply(book: Book) -> None:
    """Markup where the grader names a function or a type, in forged replies."""
    type_in(
        book,
        roas=code(
            FRAMES,
            """
            def roas(gmv, spend):
                shout(frame(told('missing', '<script>alert(1)</script>')))
                os._exit(0)
            """,
        ),
        daily=code(
            """
            import sixfold_grader.box.serve as serve
            def daily(ads):
                serve._answer = None
                return type('<img src=x onerror=alert(1)>', (), {})()
            """,
        ),
    )


@corpus.notebook()
def scripts_in_a_memo(book: Book) -> None:
    """Elements and attributes that run, plain, encoded and broken up."""
    type_in(
        book,
        memo=code(
            """
            <script>alert(1)</script><ScRiPt src=//x.example></sCrIpT>

            <img src=x onerror=alert(1)> <svg/onload=alert(1)>

            <iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>
            <object data='data:text/html,x'></object>

            <style>*{display:none}</style><base href='//x.example'><meta http-equiv=refresh content=0>

            <form action=//x.example><button formaction=javascript:alert(1)>x</button></form>

            &lt;script&gt;alert(1)&lt;/script&gt; <scr<script>ipt>alert(1)</script>

                <script>alert(1)</script>

            ```html
            </code></pre><script>alert(1)</script>
            ```

            `</code><script>alert(1)</script>`
            """
        ),
    )


@corpus.notebook()
def links_in_a_memo(book: Book) -> None:
    """Links that run or call home: inline, by reference, automatic, as pictures, with entities."""
    type_in(
        book,
        memo=code(
            r"""
            [a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1)) [c]( java script:alert(1))
            [d](data:text/html,x)

            [e][x] [x] ![f](http://x.example/pixel.png) ![g](javascript:alert(1)) <javascript:alert(1)>

            <http://x.example> http://x.example/auto [h](<javascript:alert(1)>) [i\](javascript:alert(1))

            [x]: javascript:alert(1)

            [y]:
              javascript:alert(1)

            ![j](x 'a" onerror="alert(1)') [k](x "onclick=alert(1)") [l](vbscript:x)
            """
        ),
    )


@corpus.notebook()
def formulas_in_a_memo(book: Book) -> None:
    """TeX that links to a script, styles the page, or never ends."""
    type_in(
        book,
        memo=code(
            r"""
            $\href{javascript:alert(1)}{\text{full marks}}$
            $$\require{html}\style{position:fixed;inset:0}{x}$$

            \(\href{javascript:alert(2)}{x}\)
            \[\def\x{\x\x}\x\] \begin{equation}\unicode{x3c}\end{equation}
            """
        ),
    )


@corpus.notebook()
def pictures(book: Book) -> None:
    """A picture of a hundred thousand by as many, one with a script behind it, one that is none."""
    type_in(
        book,
        roas=code(
            SHOW,
            r"""
            import base64, struct, zlib
            def chunk(kind, data):
                return struct.pack('!I', len(data)) + kind + data + struct.pack('!I', zlib.crc32(kind + data))
            head = b'\x89PNG\r\n\x1a\n'
            huge = head + chunk(b'IHDR', struct.pack('!IIBBBBB', 100_000, 100_000, 1, 0, 0, 0, 0))
            huge += chunk(b'IDAT', zlib.compress(bytes(50_000))) + chunk(b'IEND', b'')
            texts = [base64.b64encode(x).decode() for x in (huge, head + b'<script>alert(1)</script>', head)]
            texts += ['x" onerror="alert(1)', texts[-1] + '" onerror="alert(1)', '<svg onload=alert(1)>']
            for text in texts:
                display({'image/png': text, 'image/jpeg': text, 'text/plain': 'a picture'}, raw=True)
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def terminal_controls(book: Book) -> None:
    """Escapes that clear the screen, rename the window, overwrite the line or open a link."""
    type_in(
        book,
        roas=code(
            r"""
            print('\x1b[2J\x1b[H\x1b]0;full marks\x07\x1b]8;;http://x.example\x1b\\x\x1b]8;;\x1b\\')
            print('\x1b[31m</span><script>alert(1)</script>\x1b[0m\r[Sixfold] 4/4\b\b\0\x9b2J')
            """,
            ROAS,
        ),
    )


@corpus.notebook()
def text_that_reads_otherwise(book: Book) -> None:
    """Characters that turn text around, hide it or pile it up, in code and memo."""
    type_in(
        book,
        roas=ROAS + "# \u202e }gnihton ton seod siht{ \u2066\u200b\u200d\ufeff\n\u03b1\u0440 = 1\n",
        memo="A memo \u202esdrawkcab\u202c, z\u0335\u0321\u0322" + "\u0336" * 300 + " \u2028 and so on.",
    )


@corpus.notebook()
def scripts_in_metadata(book: Book) -> None:
    """Titles, authors, widget states, attachments and kernel names; none of it is kept."""
    type_in(book)
    bad = "</title></script><script>alert(1)</script>"
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"x": bad}, "version_major": 2}}
    book["metadata"] = {
        "title": bad,
        "authors": [{"name": bad}],
        "widgets": widgets,
        "kernelspec": {"name": bad},
    }
    for cell in book["cells"]:
        cell["metadata"]["name"], cell["id"] = bad, bad
        cell["attachments"] = {"x.svg": {"image/svg+xml": bad}}
