/*
 * What a finding says of texts that several have made theirs (format.md 8.6).
 *
 * SPDX-License-Identifier: ISC
 */
#include "kit.h"

#include <assert.h>
#include <stdlib.h>

static struct kit k;

/* A text of NORD that SUD has. */
static uint32_t text(void)
{
	uint32_t of = fx_hand(&k.t, k.nord, 1u << k.sud, "propose", "joint-draft", VB_NO_ACT,
			      fx_paper);

	fx_receive(&k.t, k.sud, of);
	return of;
}

/* Both do @kind with it, SUD perhaps ad referendum. */
static uint32_t both(const char *kind, uint32_t of, bool later)
{
	struct fx_fields f = {{"of", fx_id(&k.t, of), "signer", "nord", "signer", "sud",
			       later ? "referendum" : NULL, "sud"}};
	uint8_t *buf = malloc(VB_NOTE_MAX);

	assert(buf && fx_log(&k.t, buf, fx_cosign(&k.t, k.sud, buf,
						  fx_act(&k.t, k.nord, kind, &f, buf)),
			     NULL) == VB_OK);
	free(buf);
	return k.t.size - 1;
}

static void begin(void)
{
	static const char *const names[] = {"nord", "sud"};

	kit_found(&k, names, 2, NULL, NULL);
}

/* How often @part is said of the whole log. */
static unsigned said(const char *part)
{
	struct kit_file f = kit_bundle(&k.t, NULL);
	struct vb_finding found;
	unsigned n = 0;

	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "10.1 the whole log");
	for (unsigned i = 0; i < found.nestablished; i++)
		n += kit_has(&found.established[i], 1, part);
	kit_free(&f);
	return n;
}

static void test_whole(void)
{
	uint32_t of;

	begin();
	of = text();
	is_int(said("the text of"), 0, "8.6 nobody has made it its own");
	both("adopt", of, true);
	is_int(said("the text of NORD-1 was adopted by NORD and SUD; ad referendum by SUD"), 1,
	       "8.6 adopted, by one ad referendum");
	both("adopt", of, false);
	both("sign", of, false);
	is_int(said("ad referendum"), 0, "8.6 confirmed");
	is_int(said("the text of NORD-1 was adopted by NORD and SUD"), 1,
	       "8.6 told once of two acts");
	is_int(said("the text of NORD-1 was signed by NORD and SUD"), 1, "8.6 and signed");
	is_int(said("initialled"), 0, "8.6 which nobody has initialled");
	kit_close(&k);
}

/* A finding is no list of all that was ever signed. */
static void test_many(void)
{
	begin();
	for (unsigned i = 0; i < 17; i++)
		both("initial", text(), false);
	is_int(said("was initialled by NORD and SUD"), 16, "8.6 of many texts sixteen are told");
	kit_close(&k);
}

/* Of picked acts a release, or another act, may be missing. */
static void test_picked(void)
{
	uint32_t act[2];
	struct vb_finding found;
	struct kit_file f;

	begin();
	act[0] = text();
	act[1] = both("sign", act[0], false);
	f = kit_proof(&k.t, NULL, act, 2);
	is_str(kit_verify(kit_view(&f), k.trust, &found), "GENUINE|-|-|-", "9.4 a text, signed");
	ok(kit_has(found.established, found.nestablished,
		   "the text of NORD-1 was signed by NORD and SUD, as far as the acts shown tell"),
	   "9.4 which is said as far as they tell");
	kit_free(&f);
	kit_close(&k);
}

int main(void)
{
	if (!vb_crypto_init())
		return 99;
	test_whole();
	test_many();
	test_picked();
	return tap_done();
}
