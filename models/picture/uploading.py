"""The upload of the pictures that the products of a chunk lack."""

from ...sync.failures import StoreError, is_store_wide
from ...sync.picture_push import pack_pictures, upload_pictures
from ...sync.result import Outcome
from ..core.locks import claim
from ..core.transaction import commit


class Upload:
    """Sends several files at a time, and records what becomes of each as soon as it is known.

    :param uploads: `medusa.picture.upload`
    :param backend: `medusa.backend`
    :param dict urls: {checksum: URL} of what is in the store; what is uploaded is added
    :param is_late: tells that the time is up: no further file is begun then
    """

    def __init__(self, uploads, backend, urls, is_late):
        self.uploads = uploads
        self.backend = backend
        self.urls = urls
        self.is_late = is_late
        # {checksum: why it isn't in the store}
        self.errors = {}
        self.warnings = {}

    def run(self, lanes, jobs):
        """Upload what the jobs need and the store doesn't have.

        What another process uploads is waited for: one file is enough for all.

        :param Lanes lanes: connections to the store
        :raise StoreError: if the store as a whole fails
        """
        sources = self._choose(jobs)
        for key in self._upload_claimed(lanes, sources):
            self._upload_claimed(lanes, {key: sources[key]}, wait=True)

    def _upload_claimed(self, lanes, sources, wait=False):
        """Upload what no other process does; return the checksums of what one does."""
        if not sources:
            return []
        env, backend = self.uploads.env, self.backend
        ids = self.uploads._get_ids(backend, sources)
        with claim(env, f"upload.{backend.id}", sorted(ids.values()), wait=wait) as claimed:
            self.urls.update(self.uploads._get_urls(backend, sources))
            left = {key: source for key, source in sources.items() if key not in self.urls}
            held = set(claimed)
            self._send(lanes, {key: left[key] for key in left if ids[key] in held})
        return [key for key in left if ids[key] not in held]

    def _send(self, lanes, sources):
        batches = self._begin(sources)
        store_error = None
        for _batch, future in lanes.map(upload_pictures, batches):
            outcomes = future.result()
            self._keep(outcomes)
            for outcome in outcomes:
                if outcome.error and is_store_wide(outcome.error):
                    # It is raised once all that is under way is recorded.
                    store_error = StoreError(outcome.error)
                    batches.close()
            commit(self.uploads.env)
        if store_error:
            raise store_error

    def settle(self, jobs):
        """Return (failed outcomes, jobs that wait for files that weren't begun)."""
        failed, late = [], []
        for job in jobs:
            missing = [row["key"] for row in job.payload["pictures"] if row["key"] not in self.urls]
            job.warnings += [self.warnings[key] for key in missing if key in self.warnings]
            errors = [self.errors[key] for key in missing if key in self.errors]
            if errors:
                failed.append(Outcome(job, error=errors[0]))
            elif any(key not in self.warnings for key in missing):
                late.append(job)
        return failed, late

    def _choose(self, jobs):
        """Return {checksum: id of the attachment} of what is to be uploaded, in the jobs' order."""
        sources = {}
        exhausted = self.uploads._get_exhausted(self.backend, self._get_missing(jobs))
        for job in jobs:
            for key in self._get_missing([job]):
                if key in exhausted and not job.force:
                    self.warnings[key] = exhausted[key]
                else:
                    sources[key] = job.payload["picture_sources"][key]
        for key in sources:
            self.warnings.pop(key, None)
        return sources

    def _get_missing(self, jobs):
        keys = (row["key"] for job in jobs for row in job.payload["pictures"])
        return [key for key in dict.fromkeys(keys) if key not in self.urls]

    def _begin(self, sources):
        """Yield files that are to go in one request, when there is a connection for them."""
        files = (self.uploads._prepare_file(sources[key], key) for key in sources)
        for batch in pack_pictures(files):
            if self.is_late():
                return
            self.uploads._count_tries(self.backend, [file.key for file in batch])
            commit(self.uploads.env)
            yield batch

    def _keep(self, outcomes):
        self.uploads._keep_outcomes(self.backend, outcomes)
        for outcome in outcomes:
            key = outcome.file.key
            if outcome.stored:
                self.urls[key] = outcome.stored.url
            elif outcome.problem:
                self.warnings[key] = self.uploads._get_problem_texts()[outcome.problem]
            else:
                self.errors[key] = outcome.error
