scoutsuite_results =
{
 "account_id": "111122223333",
 "provider_code": "aws",
 "last_run": {"time": "2026-11-20 10:00:00+0000", "version": "5.14.0"},
 "services": {
  "s3": {
   "findings": {
    "s3-bucket-no-logging": {
     "description": "Access to a bucket is not logged",
     "level": "warning",
     "service": "S3",
     "checked_items": 3,
     "flagged_items": 2,
     "items": ["s3.buckets.invoices.logging", "s3.buckets.exports.logging"]
    },
    "s3-bucket-no-versioning": {
     "description": "A bucket keeps no versions",
     "level": "warning",
     "service": "S3",
     "checked_items": 3,
     "flagged_items": 0,
     "items": []
    }
   }
  },
  "rds": {
   "findings": {
    "rds-instance-publicly-accessible": {
     "description": "A database can be reached by everybody",
     "level": "danger",
     "service": "RDS",
     "checked_items": 0,
     "flagged_items": 0
    },
    "rds-broken": {"description": "It does not say what was checked"}
   }
  }
 }
}
