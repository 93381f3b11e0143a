/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.group.v1beta1.FindGroupsRequest;
import com.cs3.identity.group.v1beta1.FindGroupsResponse;
import com.cs3.identity.group.v1beta1.GetGroupByClaimRequest;
import com.cs3.identity.group.v1beta1.GetGroupByClaimResponse;
import com.cs3.identity.group.v1beta1.GetGroupRequest;
import com.cs3.identity.group.v1beta1.GetGroupResponse;
import com.cs3.identity.group.v1beta1.GetMembersRequest;
import com.cs3.identity.group.v1beta1.GetMembersResponse;
import com.cs3.identity.group.v1beta1.GroupAPIGrpc;
import com.cs3.identity.group.v1beta1.GroupType;
import com.cs3.identity.group.v1beta1.HasMemberRequest;
import com.cs3.identity.group.v1beta1.HasMemberResponse;
import com.cs3.identity.user.v1beta1.Filter;
import com.cs3.identity.user.v1beta1.FindUsersRequest;
import com.cs3.identity.user.v1beta1.FindUsersResponse;
import com.cs3.identity.user.v1beta1.GetUserByClaimRequest;
import com.cs3.identity.user.v1beta1.GetUserByClaimResponse;
import com.cs3.identity.user.v1beta1.GetUserGroupsRequest;
import com.cs3.identity.user.v1beta1.GetUserGroupsResponse;
import com.cs3.identity.user.v1beta1.GetUserRequest;
import com.cs3.identity.user.v1beta1.GetUserResponse;
import com.cs3.identity.user.v1beta1.UserAPIGrpc;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.identity.user.v1beta1.UserType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.weft.kernel.identity.directory.Directories;
import org.weft.spi.GroupId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/** The directory: users and groups, read only. */
final class UsersEndpoint {

    /** How many a search finds at most. */
    private static final int SEARCH_LIMIT = 1000;

    /** How many members of a group are told at most; more do not fit into one answer. */
    private static final int MEMBER_LIMIT = 20_000;

    private final Directories directories;

    UsersEndpoint(Directories directories) {
        this.directories = directories;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getGetUserMethod(), UserAPIGrpc.getGetUserMethod(), this::user)
                .unary(
                        GatewayAPIGrpc.getGetUserByClaimMethod(),
                        UserAPIGrpc.getGetUserByClaimMethod(),
                        this::userByClaim)
                .unary(GatewayAPIGrpc.getGetUserGroupsMethod(), UserAPIGrpc.getGetUserGroupsMethod(), this::userGroups)
                .unary(GatewayAPIGrpc.getFindUsersMethod(), UserAPIGrpc.getFindUsersMethod(), this::findUsers)
                .unary(GatewayAPIGrpc.getGetGroupMethod(), GroupAPIGrpc.getGetGroupMethod(), this::group)
                .unary(
                        GatewayAPIGrpc.getGetGroupByClaimMethod(),
                        GroupAPIGrpc.getGetGroupByClaimMethod(),
                        this::groupByClaim)
                .unary(GatewayAPIGrpc.getGetMembersMethod(), GroupAPIGrpc.getGetMembersMethod(), this::members)
                .unary(GatewayAPIGrpc.getHasMemberMethod(), GroupAPIGrpc.getHasMemberMethod(), this::hasMember)
                .unary(GatewayAPIGrpc.getFindGroupsMethod(), GroupAPIGrpc.getFindGroupsMethod(), this::findGroups);
    }

    private GetUserResponse user(RpcCall call, GetUserRequest request) {
        User user = directories
                .user(IdentityMessages.of(required(request.getUserId())))
                .orElseThrow(() -> new NotFound("there is no such user"));
        return GetUserResponse.newBuilder()
                .setStatus(call.ok())
                .setUser(IdentityMessages.message(user, !request.getSkipFetchingUserGroups()))
                .build();
    }

    private GetUserByClaimResponse userByClaim(RpcCall call, GetUserByClaimRequest request) {
        requireClaim(request.getClaim(), request.getValue());
        User user = directories
                .userByClaim(request.getClaim(), request.getValue())
                .orElseThrow(() -> new NotFound("there is no user with this " + request.getClaim()));
        return GetUserByClaimResponse.newBuilder()
                .setStatus(call.ok())
                .setUser(IdentityMessages.message(user, !request.getSkipFetchingUserGroups()))
                .build();
    }

    private GetUserGroupsResponse userGroups(RpcCall call, GetUserGroupsRequest request) {
        List<String> names = directories.groupsOf(IdentityMessages.of(required(request.getUserId()))).stream()
                .map(this::groupName)
                .sorted()
                .toList();
        return GetUserGroupsResponse.newBuilder()
                .setStatus(call.ok())
                .addAllGroups(names)
                .build();
    }

    private String groupName(GroupId id) {
        return directories.group(id).map(Group::name).orElse(id.opaque());
    }

    private FindUsersResponse findUsers(RpcCall call, FindUsersRequest request) {
        List<String> queries = new ArrayList<>();
        List<Predicate<User>> others = new ArrayList<>();
        for (Filter filter : request.getFiltersList()) {
            switch (filter.getType()) {
                case TYPE_QUERY -> queries.add(filter.getQuery());
                case TYPE_USERTYPE -> {
                    UserType type = filter.getUsertype();
                    others.add(user -> IdentityMessages.message(user.id()).getType() == type);
                }
                case TYPE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("a filter has no type that is known");
            }
        }
        FindUsersResponse.Builder answer = FindUsersResponse.newBuilder();
        directories.findUsers(theQuery(queries), SEARCH_LIMIT, user -> {
            if (others.stream().allMatch(other -> other.test(user))) {
                answer.addUsers(IdentityMessages.message(user, !request.getSkipFetchingUserGroups()));
            }
            return true;
        });
        return answer.setStatus(call.ok()).build();
    }

    private static String theQuery(List<String> queries) {
        if (queries.size() != 1 || queries.getFirst().isEmpty()) {
            throw new InvalidArgument("search with exactly one filter of TYPE_QUERY, which is not empty");
        }
        return queries.getFirst();
    }

    private GetGroupResponse group(RpcCall call, GetGroupRequest request) {
        Group group = directories
                .group(IdentityMessages.of(required(request.getGroupId())))
                .orElseThrow(() -> new NotFound("there is no such group"));
        return GetGroupResponse.newBuilder()
                .setStatus(call.ok())
                .setGroup(message(group, request.getSkipFetchingMembers()))
                .build();
    }

    private GetGroupByClaimResponse groupByClaim(RpcCall call, GetGroupByClaimRequest request) {
        requireClaim(request.getClaim(), request.getValue());
        Group group = directories
                .groupByClaim(request.getClaim(), request.getValue())
                .orElseThrow(() -> new NotFound("there is no group with this " + request.getClaim()));
        return GetGroupByClaimResponse.newBuilder()
                .setStatus(call.ok())
                .setGroup(message(group, request.getSkipFetchingMembers()))
                .build();
    }

    private com.cs3.identity.group.v1beta1.Group message(Group group, boolean withoutMembers) {
        com.cs3.identity.group.v1beta1.Group.Builder message = IdentityMessages.message(group);
        if (!withoutMembers) {
            message.addAllMembers(members(group.id()));
        }
        return message.build();
    }

    private List<UserId> members(GroupId id) {
        List<UserId> members = new ArrayList<>();
        directories.members(id, member -> {
            members.add(IdentityMessages.message(member));
            return members.size() < MEMBER_LIMIT;
        });
        return members;
    }

    private GetMembersResponse members(RpcCall call, GetMembersRequest request) {
        GroupId id = IdentityMessages.of(required(request.getGroupId()));
        requireGroup(id);
        return GetMembersResponse.newBuilder()
                .setStatus(call.ok())
                .addAllMembers(members(id))
                .build();
    }

    private HasMemberResponse hasMember(RpcCall call, HasMemberRequest request) {
        GroupId id = IdentityMessages.of(required(request.getGroupId()));
        org.weft.spi.UserId user = IdentityMessages.of(required(request.getUserId()));
        requireGroup(id);
        return HasMemberResponse.newBuilder()
                .setStatus(call.ok())
                .setOk(directories.hasMember(id, user))
                .build();
    }

    private void requireGroup(GroupId id) {
        Optional<Group> group = directories.group(id);
        if (group.isEmpty()) {
            throw new NotFound("there is no such group");
        }
    }

    private FindGroupsResponse findGroups(RpcCall call, FindGroupsRequest request) {
        List<String> queries = new ArrayList<>();
        boolean regular = true;
        for (com.cs3.identity.group.v1beta1.Filter filter : request.getFiltersList()) {
            switch (filter.getType()) {
                case TYPE_QUERY -> queries.add(filter.getQuery());
                case TYPE_GROUPTYPE -> regular &= filter.getGrouptype() == GroupType.GROUP_TYPE_REGULAR;
                case TYPE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("a filter has no type that is known");
            }
        }
        String query = theQuery(queries);
        FindGroupsResponse.Builder answer = FindGroupsResponse.newBuilder().setStatus(call.ok());
        if (regular) {
            directories.findGroups(query, SEARCH_LIMIT, group -> {
                answer.addGroups(message(group, request.getSkipFetchingMembers()));
                return true;
            });
        }
        return answer.build();
    }

    private static UserId required(UserId id) {
        if (id.getOpaqueId().isEmpty()) {
            throw new InvalidArgument("the user_id has no opaque_id");
        }
        return id;
    }

    private static com.cs3.identity.group.v1beta1.GroupId required(com.cs3.identity.group.v1beta1.GroupId id) {
        if (id.getOpaqueId().isEmpty()) {
            throw new InvalidArgument("the group_id has no opaque_id");
        }
        return id;
    }

    private static void requireClaim(String claim, String value) {
        if (claim.isEmpty() || value.isEmpty()) {
            throw new InvalidArgument("name a claim and its value");
        }
    }
}
