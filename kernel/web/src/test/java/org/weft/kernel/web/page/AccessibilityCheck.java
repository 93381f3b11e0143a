/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What people with a screen reader, with weak eyes or without a mouse need of a page, asked of the page in a browser. */
public final class AccessibilityCheck {

    /** Texts with less contrast to what is behind them than WCAG 2.2 asks for in 1.4.3, with the ratio. */
    private static final String FAINT = """
            (() => {
              const canvas = document.createElement('canvas');
              canvas.width = canvas.height = 1;
              const pen = canvas.getContext('2d', {willReadFrequently: true});
              const pixel = color => {
                pen.clearRect(0, 0, 1, 1);
                pen.fillStyle = color;
                pen.fillRect(0, 0, 1, 1);
                return [...pen.getImageData(0, 0, 1, 1).data];
              };
              const light = color => color.slice(0, 3)
                  .map(part => part / 255)
                  .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                  .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
              const probe = document.createElement('p');
              probe.style.backgroundColor = 'Canvas';
              document.body.append(probe);
              const bare = pixel(getComputedStyle(probe).backgroundColor);
              probe.remove();
              const behind = element => {
                for (let at = element; at; at = at.parentElement) {
                  const color = pixel(getComputedStyle(at).backgroundColor);
                  if (color[3] === 255) return color;
                }
                return bare;
              };
              return [...document.body.querySelectorAll('*')]
                  .filter(e => e.checkVisibility() && !e.disabled && e.namespaceURI.endsWith('xhtml'))
                  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim() !== ''))
                  .map(e => {
                    const style = getComputedStyle(e);
                    const [a, b] = [light(pixel(style.color)), light(behind(e))].sort((x, y) => y - x);
                    const size = parseFloat(style.fontSize);
                    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
                    return {text: e.textContent.trim(), ratio: (a + 0.05) / (b + 0.05), least: large ? 3 : 4.5};
                  })
                  .filter(seen => seen.ratio < seen.least)
                  .map(seen => seen.text.slice(0, 40) + ' ' + seen.ratio.toFixed(2))
                  .join('|');
            })()""";

    private final Chromium browser;

    public AccessibilityCheck(Chromium browser) {
        this.browser = browser;
    }

    /** One main part, one first heading, a title that tells the page, a name for whatever takes input, no faint text. */
    public void check() throws Exception {
        assertThat(browser.value("document.querySelectorAll('main').length")).isEqualTo("1");
        assertThat(browser.value("document.querySelectorAll('h1').length")).isEqualTo("1");
        assertThat(browser.value("document.title"))
                .startsWith(browser.value("document.querySelector('h1').textContent"));
        assertThat(browser.value("document.documentElement.lang")).isEqualTo("en");
        assertThat(browser.value("[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
                        + ".every(e => e.labels.length === 1 && e.labels[0].textContent.trim() !== '')"))
                .isEqualTo("true");
        assertThat(browser.value("[...document.querySelectorAll('a, button')].every(e => e.textContent.trim() !== '')"))
                .isEqualTo("true");
        for (boolean dark : new boolean[] {true, false}) {
            browser.dark(dark);
            assertThat(browser.value(FAINT))
                    .as(dark ? "in the dark" : "in the light")
                    .isEmpty();
        }
    }

    /** Whether whatever can be clicked comes up in turn as one presses Tab, in the order of the page, with a visible ring. */
    public void checkTabs() throws Exception {
        String all = "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]"
                + ".filter(e => e.checkVisibility() && !e.disabled)";
        int count = Integer.parseInt(browser.value(all + ".length"));
        browser.value("document.activeElement.blur()");
        for (int turn = 0; turn < count; turn++) {
            tab();
            assertThat(browser.value(all + ".indexOf(document.activeElement)"))
                    .as(browser.value("document.activeElement.outerHTML"))
                    .isEqualTo(Integer.toString(turn));
            assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
                    .as(browser.value("document.activeElement.outerHTML"))
                    .isNotEqualTo("none");
        }
    }

    public void tab() throws Exception {
        key("Tab", 9, "");
    }

    public void enter() throws Exception {
        key("Enter", 13, "\r");
    }

    void escape() throws Exception {
        key("Escape", 27, "");
    }

    /** Types one letter. */
    void type(char letter) throws Exception {
        key(String.valueOf(letter), Character.toUpperCase(letter), String.valueOf(letter));
    }

    /**
     * What a screen reader is told of the things on the page, each as role, name and, where it has one, description; those without a
     * name are left out.
     */
    List<String> told() throws Exception {
        List<String> told = new ArrayList<>();
        for (JsonElement element :
                browser.send("Accessibility.getFullAXTree", Map.of()).getAsJsonArray("nodes")) {
            JsonObject node = element.getAsJsonObject();
            if (!node.get("ignored").getAsBoolean() && !text(node, "name").isEmpty()) {
                String description = text(node, "description");
                told.add(text(node, "role") + ": " + text(node, "name")
                        + (description.isEmpty() ? "" : " (" + description + ')'));
            }
        }
        return told;
    }

    private static String text(JsonObject node, String member) {
        JsonObject value = node.getAsJsonObject(member);
        return value == null || !value.has("value") ? "" : value.get("value").getAsString();
    }

    private void key(String name, int code, String text) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            browser.send(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", name, "code", name, "windowsVirtualKeyCode", code, "text", text));
        }
    }
}
