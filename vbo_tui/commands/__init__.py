"""What each command of ``vbo-tui`` does. Knows every other package; nothing but ``cli`` knows it."""
