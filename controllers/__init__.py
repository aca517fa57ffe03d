from . import health, requests
