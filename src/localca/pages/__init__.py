"""The pages of the app: one module each, a function ``page`` that draws it."""
