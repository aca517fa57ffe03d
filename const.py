"""What several models share: closed lists of values and the limits that the runs keep."""

# Products per push. The store's throughput is flat from 100 to 250 products a call, and 200
# stored ids still fit into one URL of a read (16 KiB).
PUSH_CHUNK = 200
# Variants whose stock is compared at once. Each that differs is claimed by a lock of its own:
# PostgreSQL keeps 64 per connection that may be open, 6,400 by default.
STOCK_CHUNK = 1000
# Products whose payload is rebuilt and compared at once: bounds the memory of a verification.
VERIFY_CHUNK = 500
# Rows of the store's index that are read in one request.
SCAN_PAGE = 5000

# A selection larger than this is left to the cron: a person waits for the answer of a button.
DIRECT_PUSH_LIMIT = 20

# Withdrawing more products than both bounds asks a manager first: a broken filter does that.
WITHDRAW_FREE_COUNT = 10
WITHDRAW_FREE_SHARE = 0.20

# Waiting time after a failure: doubled with each further one, up to a day.
RETRY_FIRST_MINUTES = 5
RETRY_LONGEST_MINUTES = 24 * 60

# Two chunks in a row of which nothing went through: it is the store that fails, not a product.
STORE_FAILURE_CHUNKS = 2

FAILURE_TYPES = [
    # of the store or of the way to it
    ("connection", "Store not reachable"),
    ("timeout", "No answer in time"),
    ("tls", "Insecure connection"),
    ("server", "Error inside the store"),
    ("rate_limit", "Too many requests"),
    ("authentication", "Key refused"),
    ("redirect", "Store redirects elsewhere"),
    ("response", "Unreadable answer"),
    # of one product
    ("validation", "Data refused"),
    ("duplicate", "SKU, barcode or handle in use"),
    ("not_found", "Not found in the store"),
    ("too_large", "Too large for the store"),
    ("conflict", "Two candidates in the store"),
    ("reserved", "Reserved by open orders"),
    ("internal", "Error inside the connector"),
    ("left_out", "Left out"),
    # of the run
    ("configuration", "Configuration incomplete"),
    ("guard", "Waits for a confirmation"),
]

OPERATIONS = [
    ("create", "Creation"),
    ("update", "Update"),
    ("adopt", "Adoption"),
    ("recreate", "Second creation"),
    ("unchanged", "No change"),
    ("draft", "Set to draft"),
    ("delete", "Deletion"),
    ("gone", "Gone already"),
    ("push", "Push"),
    ("terms", "Categories and tags"),
    ("prices", "Price list"),
    ("stock", "Stock"),
    ("stock_lost", "Stock not counted"),
    ("scan", "Store scan"),
    ("run", "Run"),
]
