/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.identity.Group;

/**
 * Reads groups.json as Reva writes it. A member may be an id, as the CS3 message has it, or an object with an {@code id},
 * as Reva's examples have it.
 */
final class GroupsReader {

    private GroupsReader() {}

    static Groups read(String file, Reader in) throws IOException {
        List<Groups.Entry> entries = new ArrayList<>();
        Map<GroupId, Integer> ids = new HashMap<>();
        JsonRows.read(file, in, row -> {
            Groups.Entry entry = entry(row);
            GroupId id = entry.group().id();
            Integer same = ids.putIfAbsent(id, row.line());
            if (same != null) {
                throw row.broken("the id " + id + " is taken by the group on line " + same);
            }
            entries.add(entry);
        });
        return new Groups(entries);
    }

    private static Groups.Entry entry(Fields row) throws BrokenFile {
        Fields id = row.object("id");
        Group group = new Group(
                new GroupId(id.text("idp"), id.required("opaque_id")),
                row.required("group_name"),
                row.text("mail"),
                row.text("display_name"),
                row.number("gid_number"));
        List<UserId> members = new ArrayList<>();
        for (Fields member : row.objects("members")) {
            members.add(UsersReader.id(member.has("id") ? member.object("id") : member));
        }
        return new Groups.Entry(group, members);
    }
}
