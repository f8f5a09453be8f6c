"""Where each line and word of a drawing stands. Templates make SVG of it."""
