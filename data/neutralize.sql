-- A copy for staging must not touch the shop, nor hold the key that opens it.
UPDATE medusa_backend
   SET api_key = NULL,
       api_key_new = NULL,
       -- Nor may it push with a new key before a manager confirms that it is the one that pushes.
       database_uuid = 'neutralized:' || database_uuid,
       connection_state = 'neutralized',
       paused_until = NULL,
       failure_type = NULL,
       failure_detail = NULL;

UPDATE medusa_sync_run
   SET state = 'cancelled'
 WHERE state IN ('queued', 'running', 'waiting');
