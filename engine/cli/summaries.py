"""What `downdraft --help` says of each command: a name in, a sentence out.

They are the first sentences of what the commands say of themselves, which would take importing all
of them. A test holds the two together.
"""

SUMMARIES = {
    "init": "Create a knowledge base: empty, or with built-in facts.",
    "add": "Add facts from csv or jsonl files; '-' is standard input.",
    "fetch": (
        "Fetch what is published into the base; without names, from every feed of the settings."
    ),
    "withdraw": "Take facts back, each named by its row as `facts` and `why` print it.",
    "facts": "Show the facts that stand on a day, or a series' whole history.",
    "brief": "Why is it falling, and where does it stop: one screen, or with --full all of it.",
    "floor": "Only the judgement on where it stops.",
    "document": (
        "What a document says, paragraph by paragraph, what the facts say of it, and its score."
    ),
    "why": "The proof of a claim, of a quantity (claim.name) or of a sentence (S4) of a briefing.",
    "why-not": (
        "Why a claim fails or is unknown: what it misses, what it lacks, what would turn it."
    ),
    "uses": "The pages, findings, sentences and recorded runs that rest on something.",
    "what-if": "What would be different if a series had another value on the day.",
    "runs": "The recorded runs and histories, the oldest first, or only the runs named.",
    "diff": "What changed from one run or day to another, and what did it.",
    "replay": "Execute a recorded run again and compare it, byte for byte, with what was recorded.",
    "verify": (
        "Whether the base is as it was written, or a briefing one of its own, not altered since."
    ),
    "backup": (
        "Copy the base to FILE in one state of it, whoever writes meanwhile, and check the copy."
    ),
    "pull": "Take in the batches and runs of another base that this one has not got.",
    "push": "Give another base the batches and runs of this one that it has not got.",
    "bundle": (
        "Put the files of a folder into one file with their hashes: rules, tables of facts, maps."
    ),
    "unbundle": (
        "Unpack a bundle into a new folder, or say which file of it is not as it was bundled."
    ),
    "history": "When did each claim hold: every day of a range, on what was known by its end.",
    "backtest": (
        "Score the forecast of the lowest close on the past of a base, against every law in it."
    ),
    "screen": "Every asset of a base on one day, ranked: price, findings, what is missing.",
    "rules": "The claim pages: list them, show one, run their cases, check what they leave open.",
    "feeds": "The public sources that facts come from, a page each: list, show, check.",
    "daily": "Fetch, brief and write the files of the settings: what a desk needs every morning.",
    "watch": "Tell what turned since the run before, each thing once: a line of JSON an event.",
    "doctor": (
        "Look over settings, base, feeds, staleness, calendars and disk, and say what to do next."
    ),
    "site": (
        "Write every page of an audit as files: days, claims, documents, facts, the "
        "forecast's record."
    ),
    "serve": "Answer the pages of the audit site, and what would be if, on this machine.",
    "mcp": "Serve an assistant over standard input and output, by the model context protocol.",
    "completion": (
        "Print what lets a shell complete commands, options, claims, series, assets and runs."
    ),
}
