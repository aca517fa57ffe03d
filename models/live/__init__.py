"""What runs do right now, told to whoever looks at them."""

from . import (
    run,
    store,
    websocket,
)
