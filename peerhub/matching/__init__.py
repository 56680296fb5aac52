"""Matching: what countries seek, what they can provide, and which go together.

Words: a *need* is what a country seeks; an *offer* what it can provide; a *suggestion* is an offer for a need with
its score, its *reasons* and what is *missing*; *unsuitable* is an offer that fails a hard condition, with its first
*cause*.

Must not know: what becomes of a pair that both sides accepted (that is an exchange). It ranks and explains, it never
assigns: the seeking country chooses.
"""
