"""Every call that CERN's Python client has, and what wopiserver does with a storage, against a server with demo users.

    cs3client_calls.py HOST:PORT

Prints one line a step; ends with 1 at the first that is not as it should be.
"""

import configparser
import logging
import sys

from cs3client.auth import Auth
from cs3client.cs3client import CS3Client
from cs3client.cs3resource import Resource
from cs3client.exceptions import AlreadyExistsException, FileLockedException, NotFoundException
import cs3.gateway.v1beta1.gateway_api_pb2 as gateway
import cs3.labels.v1beta1.label_api_pb2 as labels
import cs3.storage.provider.v1beta1.provider_api_pb2 as provider
import cs3.storage.provider.v1beta1.resources_pb2 as resources


def client(name, secret):
    config = configparser.ConfigParser()
    config["cs3client"] = {
        "host": sys.argv[1],
        "auth_login_type": "basic",
        "auth_client_id": name,
        "auth_client_secret": secret,
        "ssl_enabled": "false",
    }
    made = CS3Client(config, "cs3client", logging.getLogger(name))
    return made, Auth(made)


def check(what, truth):
    print(("ok " if truth else "NOT OK ") + what, flush=True)
    if not truth:
        sys.exit(1)


def refused(what, kind, call):
    try:
        call()
    except kind:
        check(what, True)
        return
    check(what, False)


einstein, signed_in = client("einstein", "relativity")
token = signed_in.get_token()
check("the ways to sign in are told", "basic" in signed_in.list_auth_providers())
file = einstein.file


def text(resource):
    return b"".join(file.read_file(token, resource))


def storage(name, at):
    """What wopiserver's storage interface does; at makes a resource of a name."""
    one, two = at("one.txt"), at("two.txt")
    refused(name + ": nothing is there", NotFoundException, lambda: file.stat(token, one))
    file.touch_file(token, one)
    check(name + ": an empty file is made", file.stat(token, one).size == 0)
    file.write_file(token, one, "words", -1)
    check(name + ": what was written is read", text(one) == b"words")
    info = file.stat(token, one)
    check(name + ": it is described", info.size == 5 and info.etag != "" and info.mime_type == "text/plain")
    by_id = Resource(opaque_id=info.id.opaque_id, storage_id=info.id.storage_id, space_id=info.id.space_id)
    check(name + ": it is the same by its id", file.stat(token, by_id).id == info.id)
    without = Resource(opaque_id=info.id.opaque_id, storage_id=info.id.storage_id)
    check(name + ": and by an id without a space", file.stat(token, without).id == info.id)
    if info.path.startswith("/"):
        check(name + ": the path that is told is there", file.stat(token, Resource(abs_path=info.path)).id == info.id)

    file.set_xattr(token, one, "user.key", "value & <more>")
    check(name + ": an attribute is kept",
          file.stat(token, one).arbitrary_metadata.metadata["user.key"] == "value & <more>")
    file.remove_xattr(token, one, "user.key")
    check(name + ": and taken away", "user.key" not in file.stat(token, one).arbitrary_metadata.metadata)

    refused(name + ": no lock is told", NotFoundException, lambda: file.get_lock(token, one))
    file.set_lock(token, one, "office", "lock-1")
    check(name + ": a lock is told", file.get_lock(token, one)["lock_id"] == "lock-1")
    refused(name + ": a second lock", FileLockedException, lambda: file.set_lock(token, one, "other", "lock-2"))
    refused(name + ": writing without it", FileLockedException, lambda: file.write_file(token, one, "no", -1))
    refused(name + ": an attribute without it", FileLockedException, lambda: file.set_xattr(token, one, "a.b", "c"))
    refused(name + ": moving without it", FileLockedException, lambda: file.rename_file(token, one, two))
    refused(name + ": removing without it", FileLockedException, lambda: file.remove_file(token, one))
    file.write_file(token, one, "more words", -1, "office", "lock-1")
    file.set_xattr(token, one, "a.b", "c", "lock-1")
    file.refresh_lock(token, one, "office", "lock-2", "lock-1")
    refused(name + ": ending the old one", FileLockedException, lambda: file.unlock(token, one, "office", "lock-1"))
    file.unlock(token, one, "office", "lock-2")
    check(name + ": what the holder wrote is there", text(one) == b"more words")

    file.write_file(token, two, "old", -1)
    file.rename_file(token, one, two)
    check(name + ": a file takes the place of another", text(two) == b"more words")
    versions = einstein.checkpoint.list_file_versions(token, two)
    check(name + ": earlier contents are listed", len(list(versions)) > 0)
    file.remove_file(token, two)
    refused(name + ": it is gone", NotFoundException, lambda: file.stat(token, two))


file.make_dir(token, Resource(abs_path="/home/work"))
refused("a folder is made once", (AlreadyExistsException,), lambda: file.make_dir(token, Resource(abs_path="/home/work")))
work = file.stat(token, Resource(abs_path="/home/work"))
storage("by path", lambda name: Resource(abs_path="/home/work/" + name))
storage("by id and path", lambda name: Resource(
    rel_path="/" + name, parent_id=work.id.opaque_id, storage_id=work.id.storage_id, space_id=work.id.space_id))
storage("without a space", lambda name: Resource(
    rel_path="/" + name, parent_id=work.id.opaque_id, storage_id=work.id.storage_id))

file.write_file(token, Resource(abs_path="/home/work/a"), "a", -1)
file.set_xattr(token, Resource(abs_path="/home/work/a"), "user.key", "value")
listed = list(file.list_dir(token, Resource(abs_path="/home/work")))
check("a listing tells attributes", [one.arbitrary_metadata.metadata["user.key"] for one in listed] == ["value"])
check("the quota is told", file.get_quota(token, Resource(abs_path="/home")).status.code == 1)

marie, hers = client("marie", "radioactivity")
# The client has no call for labels, but the classes that it is made with have.
shown = [token]
where = resources.Reference(resource_id=work.id)
calls = einstein._gateway
calls.AddLabel(labels.AddLabelRequest(ref=where, label="to read"), metadata=shown)
listed = calls.ListLabels(labels.ListLabelsRequest(), metadata=shown)
check("a label is listed", list(listed.labels) == ["to read"])
listed = calls.ListResourcesForLabel(labels.ListResourcesForLabelRequest(labels="to read"), metadata=shown)
check("and what bears it", [one.resource_id for one in listed.ref] == [work.id])
calls.RemoveLabel(labels.RemoveLabelRequest(ref=where, label="to read"), metadata=shown)
check("until it is taken off", not calls.ListLabels(labels.ListLabelsRequest(), metadata=shown).labels)

found = einstein.user.find_users(token, [einstein.user.create_find_user_filter("TYPE_QUERY", query="marie")])
check("people are found", [user.username for user in found] == ["marie"])
person = found[0].id
check("a person is told by the id", einstein.user.get_user(person.idp, person.opaque_id).username == "marie")
check("and by a claim", einstein.user.get_user_by_claim("username", "marie").id == person)
check("and their groups", list(einstein.user.get_user_groups(person.idp, person.opaque_id)) is not None)

share = einstein.share.create_share(token, work, person.opaque_id, person.idp, "VIEWER", "USER")
check("a share is got", einstein.share.get_share(token, opaque_id=share.id.opaque_id).id == share.id)
bare = resources.ResourceId(storage_id=work.id.storage_id, opaque_id=work.id.opaque_id)
for kind, value in (("resource_id", work.id), ("resource_id", bare), ("space_id", work.id.space_id)):
    wanted = einstein.share.create_share_filter("TYPE_" + kind.upper(), **{kind: value})
    shares, _ = einstein.share.list_existing_shares(token, filter_list=[wanted])
    check("shares are found by " + kind, [one.share.id for one in shares] == [share.id])
changed = einstein.share.update_share(token, "EDITOR", opaque_id=share.id.opaque_id)
check("a share is changed", changed.permissions.permissions.initiate_file_upload)
einstein.share.update_share(token, "EDITOR", opaque_id=share.id.opaque_id, display_name="a name")

her_token = hers.get_token()
got, _ = marie.share.list_received_existing_shares(her_token)
check("it is received", [one.received_share.share.id for one in got] == [share.id])
marie.share.update_received_share(her_token, share.id.opaque_id, "SHARE_STATE_ACCEPTED")
got, _ = marie.share.list_received_existing_shares(her_token)
path = got[0].resource_info.path
check("where it is told to be, it is", marie.file.stat(her_token, Resource(abs_path=path)).id == work.id)
inside = list(marie.file.list_dir(her_token, Resource(
    opaque_id=work.id.opaque_id, storage_id=work.id.storage_id, space_id=work.id.space_id)))
check("no path is told that is not there", all(one.path.startswith("./") for one in inside))
einstein.share.remove_share(token, opaque_id=share.id.opaque_id)

link = einstein.share.create_public_share(token, work, "VIEWER")
wanted = einstein.share.create_public_share_filter("TYPE_RESOURCE_ID", resource_id=work.id)
links, _ = einstein.share.list_existing_public_shares(token, filter_list=[wanted])
check("a link is found", [one.public_share.id for one in links] == [link.id])
check("and opened", einstein.share.get_public_share(token, token=link.token).id == link.id)
einstein.share.remove_public_share(token, opaque_id=link.id.opaque_id)

apps = einstein.app.list_app_providers(token)
check("applications are listed", apps is not None)
print("all well")
