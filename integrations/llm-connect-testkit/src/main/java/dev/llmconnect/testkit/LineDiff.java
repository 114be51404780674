package dev.llmconnect.testkit;

import java.util.List;

/** The lines in which two texts differ, as {@code diff} shows them: gone with a minus, new with a plus, and what is around them. */
final class LineDiff {
    private static final int CONTEXT = 2;
    private static final int MAX_LINES = 1000;

    private LineDiff() {}

    static String of(String expected, String actual) {
        List<String> before = expected.lines().limit(MAX_LINES).toList();
        List<String> after = actual.lines().limit(MAX_LINES).toList();
        int[][] common = commonLengths(before, after);
        StringBuilder all = new StringBuilder();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                all.append("  ").append(before.get(i++)).append('\n');
                j++;
            } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                all.append("- ").append(before.get(i++)).append('\n');
            } else {
                all.append("+ ").append(after.get(j++)).append('\n');
            }
        }
        return aroundChanges(all.toString().lines().toList());
    }

    /** The longest sequence of lines that both have, from each pair of lines on. */
    private static int[][] commonLengths(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static String aroundChanges(List<String> lines) {
        StringBuilder shown = new StringBuilder();
        boolean leftOut = false;
        for (int i = 0; i < lines.size(); i++) {
            boolean near = lines.subList(Math.max(0, i - CONTEXT), Math.min(lines.size(), i + CONTEXT + 1)).stream()
                    .anyMatch(line -> !line.startsWith("  "));
            if (near) {
                shown.append(leftOut ? "  …\n" : "").append(lines.get(i)).append('\n');
            }
            leftOut = !near;
        }
        return shown.toString();
    }
}
