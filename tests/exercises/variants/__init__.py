"""For each exercise, right answers in different styles: a package with the dictionary VARIANTS."""
