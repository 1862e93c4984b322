"""The pages, by who opens them: anyone, an account, a learner, a manager."""
