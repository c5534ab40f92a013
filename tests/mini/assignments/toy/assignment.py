# %% [markdown] lang="en"
# Write two functions. The first gives {{roas.points}} points.
# %% [markdown] lang="zh"
# 请编写两个函数。第一个 {{roas.points}} 分。
# %%
import pandas as pd
# %% item="roas"
def roas(gmv, spend):
    """Return GMV over spend; None for zero spend."""
    ### BEGIN SOLUTION
    secret_solution_line = None if spend == 0 else gmv / spend
    return secret_solution_line
    ### END SOLUTION
# %% tests="roas"
assert roas(4.0, 2.0) == 2.0
# %% item="daily"
def daily(ads):
    """Return day and spend, one row a day."""
    ### BEGIN SOLUTION
    return ads.groupby("day", as_index=False)["spend"].sum()
    ### END SOLUTION
# %% tests="daily"
print(daily(pd.DataFrame({"day": ["a", "a"], "spend": [1.0, 2.0]})))
# %% [markdown] lang="en"
# ### {{memo.title}} ({{memo.points}} points)
# %% [markdown] lang="zh"
# ### {{memo.title}}（{{memo.points}} 分）
# %% [markdown] response="memo"
# A model answer that no trainee may see.
