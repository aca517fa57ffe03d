-- A copy for staging must not touch the shop, nor hold the key that opens it.
UPDATE medusa_backend
   SET api_key = NULL,
       storefront_secret = NULL,
       publishable_key = NULL,
       api_key_new = NULL,
       -- Nor may it push with a new key before a manager confirms that it is the one that pushes.
       database_uuid = 'neutralized:' || database_uuid,
       connection_state = 'neutralized',
       paused_until = NULL,
       failure_type = NULL,
       failure_detail = NULL;

UPDATE medusa_sync_run
   SET state = 'cancelled',
       end_date = now() AT TIME ZONE 'UTC'
 WHERE state IN ('queued', 'running', 'waiting');

-- Nobody outside hears of a copy: what waits isn't sent.
DELETE FROM medusa_webhook_message
 WHERE state = 'waiting';

DELETE FROM medusa_storefront_change;

-- Nobody inside is written to either, and no monitor takes the copy for the shop's.
UPDATE medusa_backend
   SET alert_by_mail = false,
       alert_webhook_secret = NULL,
       digest_weekly = false,
       health_token = NULL;

-- A plan that is under way has tables of its own, which know the shop as well.
UPDATE medusa_plan
   SET state = 'cancelled',
       end_date = now() AT TIME ZONE 'UTC'
 WHERE state IN ('queued', 'running');

DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname ~ '^medusa_plan_[0-9]+$' LOOP
        EXECUTE 'DROP SCHEMA ' || quote_ident(name) || ' CASCADE';
    END LOOP;
END
$$;
