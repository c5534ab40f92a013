# %% [markdown] lang="en"
# Hello.
# %% [markdown] lang="zh"
# 你好。
# %%
2 + 2
