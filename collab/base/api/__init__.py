"""What every endpoint of the API has in common: tokens, permissions, problems, versions, pages."""
