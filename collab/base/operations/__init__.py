"""What whoever runs the product asks it: health, metrics, logs, backups."""
