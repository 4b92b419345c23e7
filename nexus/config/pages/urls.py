from django.urls import path

from nexus.config.pages import views

urlpatterns = [
    path("", views.landing),
    path("swagger/", views.swagger),
    path("redoc/", views.redoc),
    path("api/docs/", views.swagger),
    path("api/docs/redoc/", views.redoc),
    path("api/docs/swagger.json", views.document),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
]
