/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * The statements that are sent to databases, as their sources see them. What a pool says to a fresh connection does not count.
 * Thread-safe.
 */
public final class CountedStatements {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    /** The same source, which counts. */
    public DataSource around(DataSource source) {
        return proxy(
                DataSource.class,
                source,
                (method, arguments, result) -> result instanceof Connection connection
                        ? proxy(Connection.class, connection, this::ofConnection)
                        : result);
    }

    private Object ofConnection(Method method, Object[] arguments, Object result) {
        if (result instanceof PreparedStatement prepared) {
            return prepared(prepared, (String) arguments[0]);
        }
        if (result instanceof Statement statement) {
            return proxy(Statement.class, statement, (called, given, answer) -> {
                if (isSent(called) && !String.valueOf(given[0]).startsWith("PRAGMA")) {
                    sent.add(String.valueOf(given[0]));
                }
                return answer;
            });
        }
        return result;
    }

    private PreparedStatement prepared(PreparedStatement statement, String sql) {
        return proxy(PreparedStatement.class, statement, (called, given, answer) -> {
            if (isSent(called)) {
                sent.add(sql);
            }
            return answer;
        });
    }

    private static boolean isSent(Method method) {
        return method.getName().startsWith("execute");
    }

    /** What was sent since this was asked for the last time, in order. */
    public List<String> sent() {
        List<String> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    /** What is to be known of a call: what it was, and what to answer instead of its result. */
    private interface Seen {
        Object called(Method method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, T behind, Seen seen) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return seen.called(method, arguments, method.invoke(behind, arguments));
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                }));
    }
}
