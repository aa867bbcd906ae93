"""Long work: anything over two seconds becomes a run with its own page, progress, cancel and result.

A room declares a runner in its ``tasks.py`` and `config/wiring.py` lists it. The worker process carries runs out; a run that
stops half-way ends as 已取消 or 失败 and never looks finished. Progress never moves backwards.
"""
