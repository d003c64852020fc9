"""The forum: boards, threads, posts, what each person has read, and what keeps the talk fair."""
