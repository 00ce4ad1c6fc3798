/*
 * What the two parts of the soak's checker share.
 *
 * SPDX-License-Identifier: ISC
 */
#pragma once

#include "read.h"

#define LOGS 64

extern struct log logs[LOGS];
extern unsigned nlogs;
extern struct records journal;
extern struct vb_view policy;	/* who cosigns the register (C2SP tlog-policy) */
extern uint64_t looked;		/* things since the last conclusion */

bool is(const struct record *r, const char *kind);
/* One of them is wrong. */
void complain(const char *fmt, ...) VB_PRINTF(1, 2);
/* "good" or "bad"; what nothing was looked at for is not good either. */
void conclude(const char *fmt, ...) VB_PRINTF(1, 2);

/* check_register.c */
void check_register(const char *dir);
