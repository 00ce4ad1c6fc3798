"""What the cases are made with: each module is one part of the format, written from its text.

SPDX-License-Identifier: ISC
"""
