"""Files that people attach to what they write: checked, kept, shown to readers, taken out."""
