"""Takes the Python package cloudfoundry-client through its calls of the v3 API: makes, reads, lists, changes and removes.

Usage: walk.py ADDRESS ARCHIVE. Writes every exchange to ARCHIVE, as an HTTP Archive, and ends with 1 at the first surprise.
"""

import datetime
import json
import os
import sys
import tempfile
import time
import traceback
import zipfile

import requests
from cloudfoundry_client.client import CloudFoundryClient
from cloudfoundry_client.errors import InvalidStatusCode
from cloudfoundry_client.v3.entities import EntityManager, ToManyRelationship, ToOneRelationship
from cloudfoundry_client.v3.packages import PackageType

exchanges = []


def record():
    """Keeps what the package sends and gets, as it stands on the wire."""
    send = requests.Session.send

    def recording(session, request, **options):
        started = datetime.datetime.now(datetime.timezone.utc)
        response = send(session, request, **options)
        body = request.body.decode("latin-1") if isinstance(request.body, bytes) else request.body
        fields = lambda headers: [{"name": name, "value": value} for name, value in headers.items()]
        entry = {
            "startedDateTime": started.isoformat(),
            "time": response.elapsed.total_seconds() * 1000,
            "request": {"method": request.method, "url": request.url, "headers": fields(request.headers)},
            "response": {
                "status": response.status_code,
                "headers": fields(response.headers),
                "content": {"size": len(response.content), "text": response.text},
            },
        }
        if body:
            entry["request"]["postData"] = {"mimeType": request.headers.get("Content-Type", ""), "text": body}
        exchanges.append(entry)
        return response

    requests.Session.send = recording


def same(found, expected):
    if found != expected:
        raise AssertionError(f"{found!r} instead of {expected!r}")


def until(read, member, value):
    """Reads until a member has a value, for ten seconds."""
    for _ in range(100):
        found = read()
        if found[member] == value:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{member} stays {found[member]!r}, and does not become {value!r}")


def gone(read):
    try:
        found = read()
    except InvalidStatusCode as error:
        same(int(error.status_code), 404)
        same(error.body["errors"][0]["code"], 10010)
    else:
        raise AssertionError(f"it is still there: {found!r}")


def listed(manager, expected, **filters):
    """All pages have the things that are expected, whatever else they have; with filters, nothing else."""
    page = manager.list(per_page=2, **filters)
    total = page.total_results
    found = [thing["guid"] for thing in page]
    same(len(found), total)
    same(len(set(found)), total)
    missing = [guid for guid in expected if guid not in found]
    same(missing, [])
    if filters:
        same(sorted(found), sorted(expected))


class Walk:
    def __init__(self, address):
        self.address = address
        self.client = CloudFoundryClient(address)
        self.v3 = self.client.v3
        self.builds = EntityManager(address, self.client, "/v3/builds")

    def url(self, path):
        return f"{self.address}{path}"

    def wait(self, job):
        if job is not None:
            same(self.v3.jobs.wait_for_job_completion(job, step=0.1)["state"], "COMPLETE")

    def sign_in(self):
        self.client.init_with_client_credentials()
        self.client.init_with_user_credentials("admin", "a secret")
        token = self.client.refresh_token
        self.client.init_with_token(token)
        same(bool(self.client._access_token), True)

    def organizations(self):
        manager = self.v3.organizations
        names = [f"walk-{number}" for number in range(5)]
        made = [manager.create(name, False, meta_labels={"walk": "yes"}) for name in names]
        guids = [one["guid"] for one in made]
        self.organization = guids[0]
        same(manager.get(guids[0])["name"], "walk-0")
        listed(manager, guids)
        listed(manager, guids, names=names)
        listed(manager, guids[:1], guids=guids[:1])
        changed = manager.update(guids[1], "walk-changed", suspended=True, meta_annotations={"note": "by the walk"})
        same((changed["name"], changed["suspended"]), ("walk-changed", True))
        same(changed["metadata"], {"labels": {"walk": "yes"}, "annotations": {"note": "by the walk"}})
        same(manager.get(guids[1])["name"], "walk-changed")
        manager.get_usage_summary(guids[0])
        for guid in guids[1:]:
            self.wait(manager.remove(guid))
            gone(lambda: manager.get(guid))
        listed(manager, guids[:1], names=names)

    def spaces(self):
        manager = self.v3.spaces
        guids = [manager.create(f"space-{number}", self.organization)["guid"] for number in range(3)]
        self.space, self.staging = guids[:2]
        listed(manager, guids, organization_guids=[self.organization])
        same(manager.update(guids[2], "space-changed")["name"], "space-changed")
        same(manager.get(guids[2])["name"], "space-changed")
        with_organization = manager.get(self.space, include="organization")
        same(with_organization.organization()["guid"], self.organization)
        manager.get_assigned_isolation_segment(self.space)
        self.wait(self.v3.spaces._remove(guids[2]))
        gone(lambda: manager.get(guids[2]))
        listed(manager, guids[:2], organization_guids=[self.organization])

    def apps(self):
        manager = self.v3.apps
        space = {"space": ToOneRelationship(self.space)}
        guids = [manager._create({"name": f"app-{number}", "relationships": space})["guid"] for number in range(3)]
        self.app, self.other = guids[:2]
        app = manager.get(self.app)
        same((app["state"], app["name"]), ("STOPPED", "app-0"))
        same(app.space()["guid"], self.space)
        listed(manager, guids, space_guids=[self.space])
        listed(manager, guids[1:2], names=["app-1"], space_guids=[self.space])
        same(manager._update(guids[2], {"name": "app-changed"})["name"], "app-changed")
        manager.get_env(self.app)
        self.wait(manager.remove(guids[2]))
        gone(lambda: manager.get(guids[2]))
        listed(manager, guids[:2], space_guids=[self.space])

    def packages(self):
        manager = self.v3.packages
        package = manager.create(self.app, PackageType.BITS, meta_labels={"walk": "yes"})
        self.package = package["guid"]
        same(package["state"], "AWAITING_UPLOAD")
        with tempfile.TemporaryDirectory() as folder:
            bits = os.path.join(folder, "bits.zip")
            with zipfile.ZipFile(bits, "w") as archive:
                archive.writestr("index.html", "<p>it works</p>")
            manager._upload_bits(self.package, bits)
        until(lambda: manager.get(self.package), "state", "READY")
        copied = manager.copy(self.package, self.other)
        same([one["guid"] for one in self.v3.apps.list_packages(self.other)], [copied["guid"]])
        listed(manager, [self.package, copied["guid"]], app_guids=[self.app, self.other])
        changed = manager._update(copied["guid"], {"metadata": {"labels": {"walk": "on"}}})
        same(changed["metadata"]["labels"]["walk"], "on")
        self.wait(manager._remove(copied["guid"]))
        gone(lambda: manager.get(copied["guid"]))

    def builds_and_droplets(self):
        build = self.builds._create({"package": {"guid": self.package}})
        same(build["state"], "STAGING")
        staged = until(lambda: self.builds.get(build["guid"]), "state", "STAGED")
        listed(self.builds, [build["guid"]], package_guids=[self.package])
        changed = self.builds._update(build["guid"], {"metadata": {"labels": {"walk": "yes"}}})
        same(changed["metadata"]["labels"]["walk"], "yes")
        manager = self.v3.droplets
        self.droplet = staged["droplet"]["guid"]
        same(manager.get(self.droplet)["state"], "STAGED")
        same([one["guid"] for one in self.v3.packages.list_droplets(self.package)], [self.droplet])
        changed = manager.update(self.droplet, meta_labels={"walk": "yes"})
        same(changed["metadata"]["labels"]["walk"], "yes")
        copied = manager.copy(self.droplet, self.other)
        same([one["guid"] for one in self.v3.apps.list_droplets(self.other)], [copied["guid"]])
        listed(manager, [self.droplet, copied["guid"]], app_guids=[self.app, self.other])
        self.wait(manager.remove(copied["guid"]))
        gone(lambda: manager.get(copied["guid"]))
        current = self.url(f"/v3/apps/{self.app}/relationships/current_droplet")
        self.client.patch(current, json=ToOneRelationship(self.droplet))
        same(self.v3.apps.get(self.app, "droplets", "current")["guid"], self.droplet)

    def processes(self):
        manager = self.v3.processes
        web = manager.get_first(app_guids=[self.app], types=["web"])
        same(manager.get(web["guid"])["type"], "web")
        scaled = web.scale(data={"instances": 3, "memory_in_mb": 128})
        same((scaled["instances"], scaled["memory_in_mb"]), (3, 128))
        changed = manager._update(web["guid"], {"command": "serve --walk"})
        same((changed["command"], changed["instances"]), ("serve --walk", 3))
        guids = [one["guid"] for one in manager.list(app_guids=[self.app])]
        listed(manager, guids, app_guids=[self.app])
        self.v3.apps.get(self.app).start()
        same(self.v3.apps.get(self.app)["state"], "STARTED")
        same(self.v3.apps.restart(self.app)["state"], "STARTED")
        self.v3.apps.get(self.app).stop()
        same(self.v3.apps.get(self.app)["state"], "STOPPED")

    def routes(self):
        domain = self.v3.domains.create("walk.example.org", organization=ToOneRelationship(self.organization))
        same(self.v3.domains.get(domain["guid"])["name"], "walk.example.org")
        manager = self.v3.routes
        guids = [manager.create(self.space, domain["guid"], host=f"host-{number}")["guid"] for number in range(3)]
        same(manager.get(guids[0])["host"], "host-0")
        listed(manager, guids, domain_guids=[domain["guid"]])
        listed(manager, guids[1:2], hosts=["host-1"], domain_guids=[domain["guid"]])
        same(manager.update(guids[0], meta_labels={"walk": "yes"})["metadata"]["labels"]["walk"], "yes")
        destinations = {"destinations": [{"app": {"guid": self.app}}]}
        self.client.post(self.url(f"/v3/routes/{guids[0]}/destinations"), json=destinations)
        same([one["guid"] for one in self.v3.apps.list_routes(self.app)], guids[:1])
        for guid in guids:
            self.wait(manager.remove(guid))
            gone(lambda: manager.get(guid))
        self.wait(self.v3.domains.remove(domain["guid"]))

    def tasks(self):
        manager = self.v3.tasks
        made = [manager.create(self.app, "rake", name=f"task-{number}", memory_in_mb=64) for number in range(3)]
        guids = [one["guid"] for one in made]
        same((made[0]["name"], made[0]["memory_in_mb"]), ("task-0", 64))
        until(lambda: manager.get(guids[0]), "state", "SUCCEEDED")
        listed(manager, guids, app_guids=[self.app])
        listed(manager, guids[1:2], names=["task-1"], app_guids=[self.app])
        changed = manager._update(guids[0], {"metadata": {"labels": {"walk": "yes"}}})
        same(changed["metadata"]["labels"]["walk"], "yes")
        running = manager.create(self.app, "sleep 1000", name="long")
        same(manager.cancel(running["guid"])["state"] in ["CANCELING", "FAILED"], True)

    def service_instances(self):
        manager = self.v3.service_instances
        plan = self.v3.service_plans.get_first()["guid"]
        managed = manager.create("walk-db", self.space, plan, tags=["walk"])
        self.wait(EntityManager._extract_job_guid(managed["links"]["job"]["href"]))
        database = manager.get_first(names=["walk-db"], space_guids=[self.space])["guid"]
        same(manager.get(database)["last_operation"]["state"], "succeeded")
        provided = manager._create({
            "type": "user-provided", "name": "walk-mail", "credentials": {"user": "walk"},
            "relationships": {"space": ToOneRelationship(self.space)},
        })
        same(provided["type"], "user-provided")
        self.instances = [database, provided["guid"]]
        listed(manager, self.instances, space_guids=[self.space])
        listed(manager, self.instances[1:], type="user-provided", space_guids=[self.space])
        same(manager.update(provided["guid"], name="walk-post")["name"], "walk-post")
        manager.get_permissions(database)
        same(manager.get(database, fields={"service_plan": ["guid", "name"]})["guid"], database)

    def bindings(self):
        manager = self.v3.service_credential_bindings
        database, provided = self.instances
        manager.create("bound", "app", database, self.app, {"role": "reader"}, None, None, asynchronous=False)
        manager.create("posted", "app", provided, self.app, None, {"walk": "yes"}, None)
        manager.create("key", "key", database, None, None, None, None, asynchronous=False)
        found = {name: manager.get_first(names=[name], service_instance_guids=self.instances) for name in ["bound", "posted", "key"]}
        guids = [found[name]["guid"] for name in found]
        listed(manager, guids, service_instance_guids=self.instances)
        listed(manager, guids[:2], app_guids=[self.app])
        listed(manager, guids[2:], type="key", service_instance_guids=self.instances)
        same(manager.get(guids[0])["type"], "app")
        manager.get(guids[0], "details")
        changed = manager._update(guids[1], {"metadata": {"labels": {"walk": "on"}}})
        same(changed["metadata"]["labels"]["walk"], "on")
        for guid in guids:
            self.wait(manager._remove(guid))
            gone(lambda: manager.get(guid))
        for guid in self.instances:
            self.wait(self.v3.service_instances._remove(guid))
            gone(lambda: self.v3.service_instances.get(guid))

    def the_end(self):
        self.wait(self.v3.apps.remove(self.app))
        gone(lambda: self.v3.packages.get(self.package))
        self.wait(self.v3.organizations.remove(self.organization))
        for manager, guid in [(self.v3.organizations, self.organization), (self.v3.spaces, self.space), (self.v3.apps, self.other)]:
            gone(lambda: manager.get(guid))


def main(address, archive):
    record()
    walk = Walk(address)
    steps = [
        walk.sign_in, walk.organizations, walk.spaces, walk.apps, walk.packages, walk.builds_and_droplets, walk.processes,
        walk.routes, walk.tasks, walk.service_instances, walk.bindings, walk.the_end,
    ]
    status = 0
    for step in steps:
        try:
            before = len(exchanges)
            step()
            print(f"{step.__name__:22} {len(exchanges) - before:>4} exchanges")
        except Exception:
            traceback.print_exc()
            print(f"{step.__name__:22} failed", flush=True)
            status = 1
            break
    with open(archive, "w", encoding="utf-8") as file:
        creator = {"name": "walk.py", "version": "1"}
        json.dump({"log": {"version": "1.2", "creator": creator, "entries": exchanges}}, file)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
