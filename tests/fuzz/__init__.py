"""Random programs: generated, differentiated, compared with dual numbers, shrunk when they fail."""
