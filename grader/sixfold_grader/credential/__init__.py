"""Certificates that anyone can check: keys, Open Badges 3.0, status list, QR code, PDF, verification page.

Pure and without a clock: `proofs`, `keylist`, `documents`, `status`, `token`, `verification`, `page`.
With files and records: `keys`, `issuer`, `plan`, `office`, `pdf`.
"""
