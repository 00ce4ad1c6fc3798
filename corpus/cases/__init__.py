"""The cases, one module for each section of the format and one for the list of attacks.

SPDX-License-Identifier: ISC
"""
