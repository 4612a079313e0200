"""What the user sees: the only package that imports Textual and Rich."""
