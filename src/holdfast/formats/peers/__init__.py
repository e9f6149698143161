"""What other scanners were told to hide: their ignore files, baselines and configurations, as facts."""
