"""A published week on paper and as a picture; `facts.py` says what stands on it, the .typ files how it looks."""
