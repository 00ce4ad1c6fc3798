#!/usr/bin/env python3
"""Stands between a client of C2SP tlog-tiles that can send no header and a served table: puts a
bearer pass into each request.  Prints its address.

Usage: passing.py URL PASS-FILE
SPDX-License-Identifier: ISC
"""
import http.server
import sys
import urllib.error
import urllib.request


PASS = open(sys.argv[2], encoding="ascii").read().strip()


class Passing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        request = urllib.request.Request(sys.argv[1].rstrip("/") + self.path,
                                         headers={"Authorization": "Bearer " + PASS})
        try:
            with urllib.request.urlopen(request) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    print("http://127.0.0.1:%d/" % server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
