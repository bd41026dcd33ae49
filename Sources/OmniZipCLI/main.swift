print("omnizip")
