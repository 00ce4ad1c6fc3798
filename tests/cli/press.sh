#!/bin/sh
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/cli.sh"
finish
