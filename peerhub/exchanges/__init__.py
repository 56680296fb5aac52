"""Exchanges: a pair of teams that both accepted, from preparation to results.

Words: the *seeker* is the team that wants to learn, the *provider* the team that shares, the *facilitator* helps both;
*phase* is prepare, exchange, follow_up or closed; a *move* takes an exchange from one phase to another. Seeker and
provider are roles in one exchange: the same country may be the other in the next.

Must not know: how a pair was found. It opens sessions and rooms, and they don't know about it.
"""
