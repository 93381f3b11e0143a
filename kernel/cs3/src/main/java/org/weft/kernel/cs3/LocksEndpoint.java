/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.GetLockRequest;
import com.cs3.storage.provider.v1beta1.GetLockResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.RefreshLockRequest;
import com.cs3.storage.provider.v1beta1.RefreshLockResponse;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import com.cs3.storage.provider.v1beta1.SetLockResponse;
import com.cs3.storage.provider.v1beta1.UnlockRequest;
import com.cs3.storage.provider.v1beta1.UnlockResponse;
import java.time.Clock;
import java.util.Optional;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;

/** Locks. Whoever asks for one that another has is told FAILED_PRECONDITION, as whoever writes without showing a lock. */
final class LocksEndpoint {

    private final LockService locks;
    private final Clock clock;

    LocksEndpoint(LockService locks, Clock clock) {
        this.locks = locks;
        this.clock = clock;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getSetLockMethod(), ProviderAPIGrpc.getSetLockMethod(), this::set)
                .unary(GatewayAPIGrpc.getGetLockMethod(), ProviderAPIGrpc.getGetLockMethod(), this::get)
                .unary(GatewayAPIGrpc.getRefreshLockMethod(), ProviderAPIGrpc.getRefreshLockMethod(), this::refresh)
                .unary(GatewayAPIGrpc.getUnlockMethod(), ProviderAPIGrpc.getUnlockMethod(), this::unlock);
    }

    private SetLockResponse set(RpcCall call, SetLockRequest request) {
        Target target = References.target(request.getRef());
        Caller caller = call.caller();
        LockRequest wanted = wanted(request.getLock(), caller);
        Status status = told(call, () -> locks.acquire(caller, target, wanted, false));
        return SetLockResponse.newBuilder().setStatus(status).build();
    }

    private LockRequest wanted(com.cs3.storage.provider.v1beta1.Lock lock, Caller caller) {
        if (lock.hasUser() && !IdentityMessages.of(lock.getUser()).equals(caller.user())) {
            throw new InvalidArgument("a lock is held in your own name, or in an application's");
        }
        return LockMessages.request(lock, caller.user(), clock);
    }

    /** What is done to a lock. */
    private interface Step {
        Object take();
    }

    private static Status told(RpcCall call, Step step) {
        try {
            step.take();
            return call.ok();
        } catch (Locked | PreconditionFailed inTheWay) {
            return call.status(Code.CODE_FAILED_PRECONDITION, inTheWay.text());
        }
    }

    private GetLockResponse get(RpcCall call, GetLockRequest request) {
        Lock lock = locks.covering(call.caller(), References.target(request.getRef())).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound("the resource is not locked"));
        return GetLockResponse.newBuilder()
                .setStatus(call.ok())
                .setLock(LockMessages.message(lock))
                .build();
    }

    private RefreshLockResponse refresh(RpcCall call, RefreshLockRequest request) {
        Target target = References.target(request.getRef());
        Caller caller = call.caller();
        LockRequest next = wanted(request.getLock(), caller);
        String expected = request.getExistingLockId().isEmpty() ? next.id() : request.getExistingLockId();
        Status status = told(call, () -> {
            requireHolder(caller, target, expected, next.app());
            return locks.refresh(caller, target, expected, next);
        });
        return RefreshLockResponse.newBuilder().setStatus(status).build();
    }

    private UnlockResponse unlock(RpcCall call, UnlockRequest request) {
        Target target = References.target(request.getRef());
        Caller caller = call.caller();
        String id = LockMessages.requireId(request.getLock().getLockId());
        Status status = told(call, () -> {
            requireHolder(caller, target, id, LockMessages.app(request.getLock()));
            if (request.getLock().hasUser() && !locks.isManager(caller, target)) {
                requireUser(IdentityMessages.of(request.getLock().getUser()), caller);
            }
            locks.release(caller, target, id);
            return id;
        });
        return UnlockResponse.newBuilder().setStatus(status).build();
    }

    /** An application's lock is used by naming the application, a person's by naming none. */
    private void requireHolder(Caller caller, Target target, String id, Optional<String> app) {
        boolean foreign = locks.covering(caller, target).stream()
                .anyMatch(lock -> lock.id().equals(id) && !lock.app().equals(app));
        if (foreign) {
            throw new PreconditionFailed("the lock belongs to another holder; name its app_name");
        }
    }

    private static void requireUser(UserId named, Caller caller) {
        if (!named.equals(caller.user())) {
            throw new PreconditionFailed("the lock belongs to another holder");
        }
    }
}
