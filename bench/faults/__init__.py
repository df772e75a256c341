"""Proof that every post that is owed arrives, once and in order, whatever breaks: `python -m bench.faults`.

- `bot`: the real bot as a process, with a hand on it: it kills itself between two given steps, or its clock is set;
- `messengers`: the strict stand-ins for Telegram and Discord, each in its own process;
- `scene`: a news site, a stand-in, bots, and what is to be expected of them;
- `score`: what arrived against what was owed;
- `rows`: one scenario each.
"""
