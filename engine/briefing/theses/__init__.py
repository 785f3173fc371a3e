"""Two theses side by side: what each document's claims came to, on what facts they rest, and which
fact would tell them apart. A run in, plain frozen shapes out; no text is made here."""
