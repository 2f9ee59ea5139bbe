"""Checks a set of localized pages on a Spark cluster.

    pip install pyspark
    docparity learn docs -o docs.model
    docparity topics docs --format jsonl -o topics.jsonl
    python check.py topics.jsonl docs.model findings --master spark://host:7077
    docparity merge findings --model docs.model --format json -o findings.json

Every line of `topics.jsonl` is one topic with the texts of its pages. Spark gives
each partition of them to one docparity through a pipe; what comes out is partial
results, a line a topic, and `docparity merge` makes of them the report that one run
on one machine gives, byte for byte. The topics may as well come out of a table:
anything that gives such lines will do.

docparity must be installed on every worker (`pip install docparity`), or be named
with --docparity. The model goes to the workers as a file of the job.
"""

import argparse
import os
import shlex

from pyspark import SparkFiles
from pyspark.sql import SparkSession


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topics", help="topics as JSON Lines: a file or folder that all workers can read")
    parser.add_argument("model", help="what `docparity learn` wrote")
    parser.add_argument("output", help="a folder for the partial results; it must not exist")
    parser.add_argument("--master", default="local[*]", help="the cluster (default: %(default)s)")
    parser.add_argument("--partitions", type=int, default=8, help="pieces of work (default: %(default)s)")
    parser.add_argument("--docparity", default="docparity", help="the program on the workers (default: %(default)s)")
    arguments = parser.parse_args()

    spark = SparkSession.builder.master(arguments.master).appName("docparity").getOrCreate()
    try:
        context = spark.sparkContext
        context.addFile(arguments.model)
        model = os.path.basename(arguments.model)
        program = arguments.docparity

        def check(topics):
            # A pipe with one line a topic each way; findings must not fail the task, so the
            # exit status counts only where something could not be checked.
            import subprocess
            import tempfile

            command = [program, "check", "--stdin-topics", "--model", SparkFiles.get(model)]
            command += ["--format", "partial", "--exit-zero", "--threads", "1", "--quiet"]
            with tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
                lines.writelines(topic + "\n" for topic in topics)
                lines.seek(0)
                done = subprocess.run(command, stdin=lines, capture_output=True, encoding="utf-8")
            if done.returncode:
                raise RuntimeError(f"{shlex.join(command)} ended with {done.returncode}: {done.stderr}")
            # `splitlines` would cut at characters that a text may hold.
            return done.stdout.rstrip("\n").split("\n")

        topics = context.textFile(arguments.topics, arguments.partitions)
        topics.mapPartitions(check).saveAsTextFile(arguments.output)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
