"""The table that the rouge_score package fills, in plain Python. Reads pairs of prompts, two lines each; prints the seconds
that all took, on the clock and of processor time."""
import sys
import time


def similarity(target, prediction):
    table = [[0] * (len(prediction) + 1) for _ in range(len(target) + 1)]
    for i in range(1, len(target) + 1):
        for j in range(1, len(prediction) + 1):
            if target[i - 1] == prediction[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    common = table[-1][-1]
    precision, recall = common / len(prediction), common / len(target)
    return 2 * precision * recall / (precision + recall) if common else 0.0


lines = [line.split() for line in sys.stdin]
pairs = list(zip(lines[::2], lines[1::2]))
clock, processor = time.perf_counter(), time.process_time()
for target, prediction in pairs:
    similarity(target, prediction)
print(time.perf_counter() - clock, time.process_time() - processor)
