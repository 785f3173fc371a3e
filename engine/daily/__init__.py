"""Day by day: settings in, what is fetched, briefed, told and looked after out."""
