/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Health;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.StorageBench;

/** The store alone gives the tree back: names, ids, contents, versions, trash, spaces and what counts into their quotas. */
class RebuildTest {

    private Site site;
    private BlobTree tree;

    @BeforeEach
    void openSite(@TempDir Path folder) throws IOException {
        site = new Site(folder, TreeSettings.simple());
        tree = site.engine();
    }

    @AfterEach
    void closeSite() throws Exception {
        site.close();
    }

    private BlobTree anew() throws IOException {
        site.loseDatabase();
        BlobTree anew = site.engine();
        Site.rebuild(anew);
        return anew;
    }

    private static List<Space> spaces(BlobTree tree) throws IOException {
        List<Space> spaces = new ArrayList<>();
        tree.spaces().orElseThrow().list(spaces::add);
        return spaces;
    }

    private static List<Trash.Item> trash(BlobTree tree, SpaceId space) throws IOException {
        List<Trash.Item> items = new ArrayList<>();
        tree.trash().orElseThrow().list(Site.ANNA, space, Optional.empty(), RelPath.root(), items::add);
        return items;
    }

    private static List<Versions.Version> versions(BlobTree tree, String path) throws IOException {
        List<Versions.Version> versions = new ArrayList<>();
        tree.versions().orElseThrow().list(Site.ANNA, Site.at(path), versions::add);
        return versions;
    }

    @Test
    void a_rebuild_and_a_check_tell_how_far_they_have_come() throws IOException {
        Site.put(tree, "/a", "x");
        site.blobs().put("nodes/stranger", new byte[1]);
        List<String> told = new ArrayList<>();
        tree.upkeep().orElseThrow().rebuild(finding -> told.add(tree.health().detail()));
        assertThat(told).singleElement().asString().startsWith("reads the tree's records in the store: ");
        told.clear();
        site.pass(Duration.ofMinutes(2)); // an object that came just now may be another server's
        tree.upkeep().orElseThrow().check(finding -> told.add(tree.health().detail()));
        assertThat(told).singleElement().asString().startsWith("lists what lies in the store: ");
        assertThat(tree.health()).isEqualTo(Health.up());
    }

    private void changeMeanwhile() {
        try {
            Site.put(tree, "/f/b", "y");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void an_attempt_to_copy_that_began_anew_does_not_come_back() throws IOException {
        Site.folder(tree, "/f");
        Site.put(tree, "/f/a", "x");
        List<NodeId> copies = new ArrayList<>();
        tree.copy().orElseThrow().copy(Site.ANNA, Site.at("/f"), Site.at("/g"), true, MoveSpec.simple(), pair -> {
            copies.add(pair.to());
            if (copies.size() == 1) {
                changeMeanwhile();
            }
            return true;
        });
        Site.Picture before = Site.picture(tree);
        Site.rebuild(tree);
        assertThat(copies).as("copied twice").hasSizeGreaterThan(4);
        assertThat(Site.picture(tree)).isEqualTo(before);
        assertThat(Site.picture(anew())).isEqualTo(before);
    }

    @Test
    void an_empty_database_beside_a_store_that_holds_a_tree_serves_nothing_until_it_is_rebuilt() throws IOException {
        Site.put(tree, "/a", "x");
        site.loseDatabase();
        BlobTree anew = site.engine();
        assertThatThrownBy(() -> anew.stat(Site.ANNA, Site.at("/")))
                .isInstanceOf(WeftException.Unavailable.class)
                .hasMessageContaining("rebuild");
        assertThatThrownBy(() -> Site.put(anew, "/b", "x")).isInstanceOf(WeftException.Unavailable.class);
        Site.rebuild(anew);
        assertThat(Site.read(anew, "/a")).isEqualTo("x");
        Site.put(anew, "/b", "y");
        assertThat(Site.check(anew)).isEmpty();
    }

    @Test
    void the_tree_is_the_same_again() throws IOException {
        Spaces spaces = tree.spaces().orElseThrow();
        Space home = spaces.home(Site.ANNA);
        Space ben = spaces.home(StorageBench.caller("ben"));
        Space project = spaces.create(Site.ANNA, "Projekt Ä %1", Optional.of(5000L));
        for (Space space : List.of(home, ben, project)) {
            String top = "/" + space.path();
            Site.folder(tree, top + "/f");
            Site.folder(tree, top + "/f/g");
            Site.put(tree, top + "/f/g/a b\n%c", "one");
            Site.put(tree, top + "/f/g/a b\n%c", "two");
            Site.put(tree, top + "/gone", "gone " + space.name());
            Site.delete(tree, top + "/gone");
            Site.folder(tree, top + "/old");
            Site.put(tree, top + "/old/x", "x");
            Site.delete(tree, top + "/old");
            tree.copy()
                    .orElseThrow()
                    .copy(Site.ANNA, Site.at(top + "/f"), Site.at(top + "/c"), true, MoveSpec.simple(), pair -> true);
            Site.move(tree, top + "/f/g", top + "/h");
        }
        spaces.update(project.id(), Optional.of("Neu"), Optional.of(6000L));
        Site.Picture before = Site.picture(tree);
        List<Space> allSpaces = spaces(tree);
        List<Trash.Item> trashed = trash(tree, home.id());
        List<Versions.Version> versions = versions(tree, "/" + home.path() + "/h/a b\n%c");
        String quota = tree.quota(Site.ANNA, Site.at("/projects/Neu")).toString();

        BlobTree anew = anew();
        assertThat(Site.picture(anew)).isEqualTo(before);
        assertThat(spaces(anew)).isEqualTo(allSpaces).hasSize(3);
        assertThat(trash(anew, home.id())).isEqualTo(trashed).hasSize(2);
        assertThat(versions(anew, "/" + home.path() + "/h/a b\n%c"))
                .isEqualTo(versions)
                .hasSize(1);
        assertThat(tree.quota(Site.ANNA, Site.at("/projects/Neu"))).hasToString(quota);
        assertThat(Site.check(anew)).isEmpty();
        anew.trash()
                .orElseThrow()
                .restore(
                        Site.ANNA,
                        home.id(),
                        trashed.getFirst().key(),
                        RelPath.root(),
                        Optional.empty(),
                        false,
                        Guard.none());
        assertThat(Site.check(anew)).isEmpty();
    }

    @Test
    void a_folder_s_etag_that_came_anew_is_none_that_was_there_before() throws IOException {
        Site.folder(tree, "/f");
        String first = Site.folder(tree, "/f/g").etag();
        Site.put(tree, "/f/g/a", "x");
        String second = tree.stat(Site.ANNA, Site.at("/f/g")).etag();
        assertThat(anew().stat(Site.ANNA, Site.at("/f/g")).etag()).isNotIn(first, second);
    }

    @Test
    void a_node_whose_folder_is_lost_is_put_where_somebody_finds_it() throws IOException {
        String folder = Site.folder(tree, "/f").id().value();
        Site.put(tree, "/f/a", "precious");
        FaultyBlobs bucket = site.blobs();
        List<String> keys = new ArrayList<>();
        bucket.list("nodes/" + folder, entry -> keys.add(entry.key()));
        bucket.delete(keys);
        assertThat(Site.check(tree)).extracting(Finding::kind).containsExactly("missing-record");
        site.loseDatabase();
        BlobTree anew = site.engine();
        assertThat(Site.rebuild(anew)).extracting(Finding::kind).containsExactly("lost-node");
        assertThat(Site.read(anew, "/recovered/a")).isEqualTo("precious");
        assertThat(Site.check(anew)).isEmpty();
    }

    @Test
    void a_check_names_what_the_store_has_lost() throws IOException {
        Site.put(tree, "/a", "x");
        FaultyBlobs bucket = site.blobs();
        List<String> keys = new ArrayList<>();
        bucket.list("blobs/", entry -> keys.add(entry.key()));
        bucket.delete(keys);
        assertThat(Site.check(tree)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("missing-content");
            assertThat(finding.where()).isEqualTo("/a");
        });
    }

    @Test
    void a_database_of_another_tree_is_refused() throws Exception {
        site.loseDatabase();
        Site elsewhere = new Site(
                Path.of(System.getProperty("java.io.tmpdir"), "weft-" + System.nanoTime()), TreeSettings.simple());
        BlobTree other = elsewhere.engine();
        other.close();
        assertThatThrownBy(() -> elsewhere.engine(site.blobs()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("do not belong together");
        elsewhere.close();
    }
}
