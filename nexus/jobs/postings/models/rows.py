"""What lists and pages read of a job, in one statement."""

from nexus.kernel.database.rows import RowReader

_SELECT = """
    SELECT job.id, job.title, job.company_name, job.location, job.employment_type, job.workplace_type,
           job.salary_min, job.salary_max, job.salary_currency, job.salary_period, job.skills,
           job.title_key, job.yearly_pay, job.yearly_pay_rising,
           job.category_id, category.name AS category__name, category.slug AS category__slug,
           job.employer_id, employer.username AS employer__username,
           job.status, job.created_at, job.closes_at
           {more}
    FROM {keys}
    JOIN postings_job AS job ON job.id = keys.id
    JOIN accounts_user AS employer ON employer.id = job.employer_id
    LEFT JOIN taxonomy_category AS category ON category.id = job.category_id
"""

CARDS = RowReader(_SELECT.replace("{more}", ""))
PAGES = RowReader(_SELECT.replace("{more}", ", job.description, job.updated_at, job.source_url"))
