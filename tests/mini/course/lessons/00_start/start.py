# %% [markdown] lang="en"
# # Start
# %% [markdown] lang="zh"
# # 开始
# %%
sf.course_map()
