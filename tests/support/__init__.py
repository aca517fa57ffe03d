"""What the tests share: base cases, a catalogue, and what looks into both sides."""
